package dev.targetnode.iscsi.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoginRefusalTest {
    @Test
    void listsEveryCodeOfTheStandardInOrder() {
        // RFC 7143 11.13.5, the whole table but for success.
        assertEquals(
                List.of(
                        0x0101, 0x0102, 0x0200, 0x0201, 0x0202, 0x0203, 0x0204, 0x0205, 0x0206, 0x0207, 0x0208, 0x0209,
                        0x020A, 0x020B, 0x0300, 0x0301, 0x0302),
                Arrays.stream(LoginRefusal.values()).map(LoginRefusal::code).toList());
    }

    @Test
    void splitsTheCodeIntoClassAndDetail() {
        assertEquals(2, LoginRefusal.INVALID_DURING_LOGIN.statusClass());
        assertEquals(0x0B, LoginRefusal.INVALID_DURING_LOGIN.statusDetail());
    }
}
