@NullMarked
package dev.targetnode.mgmt.config;

import org.jspecify.annotations.NullMarked;
