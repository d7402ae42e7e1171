package io.crdt.net;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.crdt.codec.Codec;
import io.crdt.net.kryo.KryoCodec;

/** A value of an application's own, whose serializer can be made to fail. */
public record Point(int x) {

    /** Returns a codec that knows it, and calls this before it writes one. */
    public static Codec codec(Runnable writing) {
        return codec(writing, () -> {});
    }

    /** Returns a codec that knows it, and calls these before it writes or reads one. */
    public static Codec codec(Runnable writing, Runnable reading) {
        return KryoCodec.builder()
                .register(16, Point.class, new PointSerializer(writing, reading))
                .build();
    }

    private static final class PointSerializer extends Serializer<Point> {

        private final Runnable writing;
        private final Runnable reading;

        PointSerializer(Runnable writing, Runnable reading) {
            this.writing = writing;
            this.reading = reading;
        }

        @Override
        public void write(Kryo kryo, Output output, Point point) {
            writing.run();
            output.writeInt(point.x());
        }

        @Override
        public Point read(Kryo kryo, Input input, Class<? extends Point> type) {
            reading.run();
            return new Point(input.readInt());
        }
    }
}
