/** AWS's own clients against a running server; above it stands nothing, below it the server as its users see it. */
@NullMarked
package io.millrace.clients;

import org.jspecify.annotations.NullMarked;
