package io.crdt.demo;

/** Something that the user can fix; the message is one line that names the thing. */
final class DemoException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    DemoException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the exit status of the process. */
    int status() {
        return status;
    }
}
