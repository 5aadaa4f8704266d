/**
 * The main class that Trino's published jars leave out. The launcher starts it as a process; it calls Trino's server
 * and nothing of the house.
 */
@NullMarked
package io.millrace.trino.server;

import org.jspecify.annotations.NullMarked;
