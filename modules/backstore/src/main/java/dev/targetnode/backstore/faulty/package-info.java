/** A decorator that makes any backstore slow, stuck, failing or torn. */
@NullMarked
package dev.targetnode.backstore.faulty;

import org.jspecify.annotations.NullMarked;
