package dev.targetnode.iscsi.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SerialNumberTest {
    @Test
    void orderHoldsAcrossTheWrap() {
        assertTrue(SerialNumber.lessThan(0xffffffff, 0));
        assertFalse(SerialNumber.lessThan(0, 0xffffffff));
        assertTrue(SerialNumber.lessThan(0x7fffffff, 0x80000000));
        assertFalse(SerialNumber.lessThan(5, 5));
        assertTrue(SerialNumber.lessThanOrEqual(5, 5));
        assertFalse(SerialNumber.lessThanOrEqual(6, 5));
    }

    @Test
    void numbersHalfTheCircleApartHaveNoOrder() {
        assertFalse(SerialNumber.lessThan(7, 7 + 0x80000000));
        assertFalse(SerialNumber.lessThan(7 + 0x80000000, 7));
    }

    @Test
    void windowIncludesBothEndsAcrossTheWrap() {
        assertTrue(SerialNumber.inWindow(0xfffffffe, 0xfffffffe, 1));
        assertTrue(SerialNumber.inWindow(0, 0xfffffffe, 1));
        assertTrue(SerialNumber.inWindow(1, 0xfffffffe, 1));
        assertFalse(SerialNumber.inWindow(2, 0xfffffffe, 1));
        assertFalse(SerialNumber.inWindow(0xfffffffd, 0xfffffffe, 1));
    }

    @Test
    void windowWhoseLastIsBeforeItsFirstIsEmpty() {
        assertFalse(SerialNumber.inWindow(0, 0, 0xffffffff));
        assertFalse(SerialNumber.inWindow(0xffffffff, 0, 0xffffffff));
        assertFalse(SerialNumber.inWindow(0x7fffffff, 0, 0xffffffff));
    }

    @Test
    void distanceAndNextWrap() {
        assertEquals(3, SerialNumber.distance(0xfffffffe, 1));
        assertEquals(-3, SerialNumber.distance(1, 0xfffffffe));
        assertEquals(0, SerialNumber.next(0xffffffff));
        assertEquals(0xfffffffe, SerialNumber.plus(1, -3));
    }
}
