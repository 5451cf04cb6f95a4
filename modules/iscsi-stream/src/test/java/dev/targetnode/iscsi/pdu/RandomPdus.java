package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;

/** Well-formed PDUs of every opcode with random fields. */
final class RandomPdus {
    private final Random random;

    RandomPdus(Random random) {
        this.random = random;
    }

    Pdu next(Opcode opcode) {
        boolean flag = random.nextBoolean();
        int ttt = flag ? tag() : Bhs.RESERVED_TAG;
        return switch (opcode) {
            case NOP_OUT -> new NopOut(flag, random.nextLong(), tag(), tag(), sn(), sn(), data());
            case SCSI_COMMAND -> scsiCommand();
            case TASK_MANAGEMENT_REQUEST ->
                new TaskManagementRequest(
                        flag, random.nextInt(128), random.nextLong(), tag(), sn(), sn(), sn(), sn(), sn());
            case LOGIN_REQUEST -> loginRequest(flag);
            case TEXT_REQUEST ->
                new TextRequest(
                        random.nextBoolean(),
                        flag,
                        !flag && random.nextBoolean(),
                        random.nextLong(),
                        tag(),
                        ttt,
                        sn(),
                        sn(),
                        data());
            case DATA_OUT -> new DataOut(flag, random.nextLong(), tag(), ttt, sn(), sn(), u32(), data());
            case LOGOUT_REQUEST -> new LogoutRequest(flag, one(LogoutReason.values()), tag(), u16(), sn(), sn());
            case SNACK_REQUEST ->
                new SnackRequest(one(SnackType.values()), random.nextLong(), tag(), ttt, sn(), sn(), u32());
            case NOP_IN -> new NopIn(random.nextLong(), flag ? Bhs.RESERVED_TAG : tag(), ttt, sn(), sn(), sn(), data());
            case SCSI_RESPONSE -> scsiResponse();
            case TASK_MANAGEMENT_RESPONSE ->
                new TaskManagementResponse(one(TaskManagementResponseCode.values()), tag(), sn(), sn(), sn());
            case LOGIN_RESPONSE -> loginResponse(flag);
            case TEXT_RESPONSE ->
                new TextResponse(
                        !flag, flag && random.nextBoolean(), random.nextLong(), tag(), ttt, sn(), sn(), sn(), data());
            case DATA_IN -> dataIn();
            case LOGOUT_RESPONSE ->
                new LogoutResponse(one(LogoutResponseCode.values()), tag(), sn(), sn(), sn(), u16(), u16());
            case READY_TO_TRANSFER ->
                new ReadyToTransfer(random.nextLong(), tag(), tag(), sn(), sn(), sn(), sn(), u32(), 1 + u32() / 2);
            case ASYNC_MESSAGE ->
                new AsyncMessage(
                        random.nextLong(),
                        one(AsyncEvent.values()),
                        u8(),
                        sn(),
                        sn(),
                        sn(),
                        u16(),
                        u16(),
                        u16(),
                        data());
            case REJECT -> new Reject(one(RejectReason.values()), sn(), sn(), sn(), sn(), data());
        };
    }

    private LoginRequest loginRequest(boolean flag) {
        return new LoginRequest(
                flag,
                !flag && random.nextBoolean(),
                one(LoginStage.values()),
                one(LoginStage.values()),
                u8(),
                u8(),
                random.nextLong() >>> 16,
                u16(),
                tag(),
                u16(),
                sn(),
                sn(),
                data());
    }

    private LoginResponse loginResponse(boolean flag) {
        return new LoginResponse(
                flag,
                !flag && random.nextBoolean(),
                one(LoginStage.values()),
                one(LoginStage.values()),
                u8(),
                u8(),
                random.nextLong() >>> 16,
                u16(),
                tag(),
                sn(),
                sn(),
                sn(),
                one(LoginStatus.values()),
                data());
    }

    private ScsiCommand scsiCommand() {
        boolean read = random.nextBoolean();
        boolean write = random.nextBoolean();
        byte[] extension = new byte[random.nextBoolean() ? 0 : random.nextInt(CdbExtension.MAX_BYTES + 1)];
        random.nextBytes(extension);
        return new ScsiCommand(
                random.nextBoolean(),
                !write || random.nextBoolean(),
                read,
                write,
                one(TaskAttribute.values()),
                random.nextLong(),
                tag(),
                read || write ? u32() : 0,
                sn(),
                sn(),
                random.nextLong(),
                random.nextLong(),
                CdbExtension.of(extension),
                read && write ? u32() : ScsiCommand.NO_BIDIRECTIONAL_READ,
                data());
    }

    private ScsiResponse scsiResponse() {
        IscsiResponse response = one(IscsiResponse.values());
        boolean completed = response == IscsiResponse.COMMAND_COMPLETED;
        Residual residual = completed ? one(Residual.values()) : Residual.NONE;
        Residual bidirectional = completed ? one(Residual.values()) : Residual.NONE;
        return new ScsiResponse(
                response,
                u8(),
                residual,
                residual == Residual.NONE ? 0 : u32(),
                bidirectional,
                bidirectional == Residual.NONE ? 0 : u32(),
                tag(),
                sn(),
                sn(),
                sn(),
                sn(),
                sn(),
                data());
    }

    private DataIn dataIn() {
        boolean status = random.nextBoolean();
        boolean acknowledge = random.nextBoolean();
        Residual residual = status ? one(Residual.values()) : Residual.NONE;
        return new DataIn(
                status || random.nextBoolean(),
                acknowledge,
                status,
                status ? u8() : 0,
                residual,
                residual == Residual.NONE ? 0 : u32(),
                random.nextLong(),
                tag(),
                acknowledge ? tag() : Bhs.RESERVED_TAG,
                status ? sn() : 0,
                sn(),
                sn(),
                sn(),
                u32(),
                data());
    }

    /** Any tag but the reserved one. */
    private int tag() {
        return random.nextInt() & 0x7fff_ffff;
    }

    private int sn() {
        return random.nextInt();
    }

    private int u8() {
        return random.nextInt(1 << 8);
    }

    private int u16() {
        return random.nextInt(1 << 16);
    }

    private long u32() {
        return random.nextInt() & 0xffff_ffffL;
    }

    private ByteBuf data() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    private <E> E one(E[] values) {
        return values[random.nextInt(values.length)];
    }
}
