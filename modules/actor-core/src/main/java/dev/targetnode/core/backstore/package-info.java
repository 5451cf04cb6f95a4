/** The SPI between a device and the bytes it stores. */
@NullMarked
package dev.targetnode.core.backstore;

import org.jspecify.annotations.NullMarked;
