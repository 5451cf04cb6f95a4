package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.login.LoginAnswer;
import dev.targetnode.iscsi.login.LoginInput;
import dev.targetnode.iscsi.login.LoginRefusal;
import dev.targetnode.iscsi.pdu.LoginRequest;
import dev.targetnode.iscsi.pdu.LoginResponse;
import dev.targetnode.iscsi.pdu.LoginStage;
import dev.targetnode.iscsi.pdu.LoginStatus;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Between Login PDUs and what the login machine takes and gives. */
final class LoginPdus {
    private static final int VERSION = 0;

    private LoginPdus() {}

    static LoginInput input(LoginRequest request) {
        return new LoginInput(
                (byte) request.currentStage().code(),
                (byte) request.nextStage().code(),
                request.transit(),
                request.more(),
                request.versionMax(),
                request.versionMin(),
                request.isid(),
                request.tsih(),
                request.cid(),
                request.initiatorTaskTag(),
                request.cmdSn(),
                request.data().isReadable() ? request.data().nioBuffer() : ByteBuffer.allocate(0));
    }

    static LoginResponse response(LoginAnswer answer, LoginStatus status, int tsih, int expCmdSn, int maxCmdSn) {
        return new LoginResponse(
                answer.transit(),
                answer.cont(),
                stage(answer.csg()),
                stage(answer.nsg()),
                VERSION,
                VERSION,
                answer.isid(),
                tsih,
                answer.initiatorTaskTag(),
                0,
                expCmdSn,
                maxCmdSn,
                status,
                answer.text().hasRemaining() ? Unpooled.wrappedBuffer(answer.text()) : Unpooled.EMPTY_BUFFER);
    }

    private static LoginStage stage(byte code) {
        return Objects.requireNonNull(LoginStage.ofCode(code), "the login machine names only stages that exist");
    }

    /** The answer that refuses what {@code answer} would have granted. */
    static LoginAnswer refusal(LoginAnswer answer) {
        return new LoginAnswer(
                answer.csg(),
                (byte) 0,
                false,
                false,
                answer.isid(),
                answer.tsih(),
                answer.initiatorTaskTag(),
                ByteBuffer.allocate(0));
    }

    static LoginStatus status(LoginRefusal refusal) {
        return LoginStatus.valueOf(refusal.name());
    }
}
