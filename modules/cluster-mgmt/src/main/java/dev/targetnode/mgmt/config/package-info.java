/** The configuration of a node as an immutable value, and its HOCON reader. */
@NullMarked
package dev.targetnode.mgmt.config;

import org.jspecify.annotations.NullMarked;
