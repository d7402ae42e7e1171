package io.crdt.demo.web;

/** A page cannot be served. The message names the address and the cause. */
public final class WebServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WebServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
