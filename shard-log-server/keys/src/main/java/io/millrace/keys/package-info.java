/**
 * The key service: the KMS API over a keyring in one local file. The front door serves it; below it are its operations and
 * the keyring.
 */
@NullMarked
package io.millrace.keys;

import org.jspecify.annotations.NullMarked;
