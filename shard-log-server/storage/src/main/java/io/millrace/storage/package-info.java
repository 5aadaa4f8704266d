/**
 * Bytes on disk: journal, segments, index, recovery and retention. The server's writer loops stand above it; below it
 * there is only the file system. It knows no API.
 */
@NullMarked
package io.millrace.storage;

import org.jspecify.annotations.NullMarked;
