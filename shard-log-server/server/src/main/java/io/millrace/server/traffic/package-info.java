/**
 * What goes in and out of each shard, and how much may. Below {@code operation}, which asks it for every put and read;
 * above {@code stream}, which it tells how busy shards are.
 */
@NullMarked
package io.millrace.server.traffic;

import org.jspecify.annotations.NullMarked;
