package dev.targetnode.backstore;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * Tests that need real block devices. They are part of every run and fail where no loop device can be made; a machine
 * that has none runs with {@code -Dblock.devices=off}, and then each is reported as skipped with this reason.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("block-devices")
@DisabledIfSystemProperty(
        named = "block.devices",
        matches = "off",
        disabledReason = "block devices are NOT tested: turned off with -Dblock.devices=off")
public @interface BlockDeviceTest {}
