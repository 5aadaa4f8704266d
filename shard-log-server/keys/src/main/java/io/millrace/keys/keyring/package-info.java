/**
 * Keys, what is done with them, and the file they live in; knows no API. Operations stand above it; below it are Tink and
 * the file system.
 */
@NullMarked
package io.millrace.keys.keyring;

import org.jspecify.annotations.NullMarked;
