/** Who somebody says to be and how they prove it, without a transport: names and secrets. Pure. */
@NullMarked
package dev.targetnode.core.auth;

import org.jspecify.annotations.NullMarked;
