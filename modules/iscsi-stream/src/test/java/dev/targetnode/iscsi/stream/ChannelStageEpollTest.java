package dev.targetnode.iscsi.stream;

import dev.targetnode.core.loop.Transport;

/** The same rules where the stage writes to the socket itself and reads ahead. */
class ChannelStageEpollTest extends ChannelStageTest {
    @Override
    Transport transport() {
        return Transport.EPOLL;
    }

    /** One buffer ahead, and each of the two that came before it armed the next. */
    @Override
    int readAhead() {
        return 2;
    }
}
