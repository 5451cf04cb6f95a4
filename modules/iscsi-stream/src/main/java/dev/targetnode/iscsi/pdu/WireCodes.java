package dev.targetnode.iscsi.pdu;

import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/** Builds the table by which the enums of this package find a constant from its one-byte wire code. */
final class WireCodes {
    private static final int CODES = 256;

    private WireCodes() {}

    /** An array with each constant at the index of its code; unassigned codes are null. */
    static <E> E[] index(E[] constants, ToIntFunction<E> code, IntFunction<E[]> newArray) {
        E[] table = newArray.apply(CODES);
        for (E constant : constants) {
            table[code.applyAsInt(constant)] = constant;
        }
        return table;
    }
}
