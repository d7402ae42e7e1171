package io.crdt.net.store.format;

import io.crdt.replica.Shape;

/**
 * Shapes as text, outermost first: {@code M} a map of what follows, {@code P} a pair of the two that follow, {@code S} a set
 * of dots, {@code F} a function of them.
 */
public final class ShapeText {

    private final String text;
    private int at;

    private ShapeText(String text) {
        this.text = text;
    }

    /** Returns the text that stands for a shape. */
    public static String of(Shape shape) {
        StringBuilder text = new StringBuilder(shape.size());
        write(shape, text);
        return text.toString();
    }

    private static void write(Shape shape, StringBuilder text) {
        text.append(
                switch (shape.kind()) {
                    case DOTS -> 'S';
                    case VALUES -> 'F';
                    case MAP -> 'M';
                    case PAIR -> 'P';
                });
        shape.parts().forEach(part -> write(part, text));
    }

    /**
     * Returns the shape that a text stands for.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    public static Shape parse(String text) {
        if (text.length() <= Shape.MAX_SIZE) {
            ShapeText parser = new ShapeText(text);
            Shape shape = parser.next();
            if (parser.at == text.length()) {
                return shape;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no shape");
    }

    private Shape next() {
        char kind = at < text.length() ? text.charAt(at++) : ' ';
        return switch (kind) {
            case 'M' -> new Shape.MapOf(next());
            case 'P' -> {
                Shape first = next();
                yield new Shape.PairOf(first, next());
            }
            case 'S', 'F' -> new Shape.Leaf(kind == 'F');
            default -> throw new IllegalArgumentException("\"" + text + "\" is no shape");
        };
    }
}
