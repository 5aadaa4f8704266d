/**
 * The operations of the KMS API, one in a class. The front door stands above them; below them is the keyring.
 */
@NullMarked
package io.millrace.keys.operation;

import org.jspecify.annotations.NullMarked;
