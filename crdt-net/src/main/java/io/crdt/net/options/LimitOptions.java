package io.crdt.net.options;

import static io.crdt.net.options.JsonFields.requireAtLeast;

import io.crdt.replica.ReplicaState;
import io.vertx.core.json.JsonObject;

/** What a {@link io.crdt.net.CrdtNode} takes, keeps and lets in at most. Nothing that others send makes it exceed these. */
public final class LimitOptions {

    private static final int MEBIBYTE = 1 << 20;

    private static final JsonFields<LimitOptions> FIELDS = new JsonFields<LimitOptions>()
            .number("maxFrameBytes", LimitOptions::maxFrameBytes, LimitOptions::setMaxFrameBytes)
            .number("maxMessageBytes", LimitOptions::maxMessageBytes, LimitOptions::setMaxMessageBytes)
            .number("maxLinks", LimitOptions::maxLinks, LimitOptions::setMaxLinks)
            .number("maxLinksPerAddress", LimitOptions::maxLinksPerAddress, LimitOptions::setMaxLinksPerAddress)
            .number("maxUnsavedBytes", LimitOptions::maxUnsavedBytes, LimitOptions::setMaxUnsavedBytes)
            .number("removalLimit", LimitOptions::removalLimit, LimitOptions::setRemovalLimit);

    private int maxFrameBytes = MEBIBYTE / 16;
    private int maxMessageBytes =
            (int) Math.min(1024L * MEBIBYTE, Runtime.getRuntime().maxMemory() / 4);
    private int maxLinks = 1_024;
    private int maxLinksPerAddress = 256;
    private int maxUnsavedBytes =
            (int) Math.min(1024L * MEBIBYTE, Runtime.getRuntime().maxMemory() / 8);
    private int removalLimit = ReplicaState.DEFAULT_REMOVAL_LIMIT;

    /** Creates options with the defaults. */
    public LimitOptions() {}

    /**
     * Reads options from JSON; what is not there keeps its default.
     *
     * @throws IllegalArgumentException if there is a field that does not exist, or a value out of range
     */
    public LimitOptions(JsonObject json) {
        FIELDS.read(this, json);
    }

    /** Returns these options as JSON, which {@link #LimitOptions(JsonObject)} reads again. */
    public JsonObject toJson() {
        return FIELDS.write(this);
    }

    /** The longest frame to send and to take, in bytes; at least 1,024, default 64 KiB. The same in the whole cluster. */
    public LimitOptions setMaxFrameBytes(int bytes) {
        maxFrameBytes = (int) requireAtLeast("maxFrameBytes", bytes, 1_024);
        return this;
    }

    /**
     * The longest message to take, in bytes, made of as many frames as needed; at least {@code 1,024}. All that this node
     * lacks of what a peer has is one message, so the peer cannot bring it up to date if that is larger; it reports so. The
     * default is 1 GiB, or a quarter of the heap if that is less.
     */
    public LimitOptions setMaxMessageBytes(int bytes) {
        maxMessageBytes = (int) requireAtLeast("maxMessageBytes", bytes, 1_024);
        return this;
    }

    /** How many links others may have open to this node; at least 1, default 1,024. */
    public LimitOptions setMaxLinks(int links) {
        maxLinks = (int) requireAtLeast("maxLinks", links, 1);
        return this;
    }

    /** How many of those links may come from one IP address; at least 1, default 256. */
    public LimitOptions setMaxLinksPerAddress(int links) {
        maxLinksPerAddress = (int) requireAtLeast("maxLinksPerAddress", links, 1);
        return this;
    }

    /**
     * How much may be written with {@link io.crdt.net.CrdtNode#update} that the store does not have yet, in bytes: those
     * that the values take when they are sent and some hundred for each update; at least 1,024. An update beyond that is
     * refused with a {@link io.crdt.net.status.TooFastException}, unless nothing else is unsaved. The default is an eighth
     * of the heap, at most 1 GiB.
     */
    public LimitOptions setMaxUnsavedBytes(int bytes) {
        maxUnsavedBytes = (int) requireAtLeast("maxUnsavedBytes", bytes, 1_024);
        return this;
    }

    /**
     * How many removals are kept on record; at least 0, default 65,536. Fewer save memory, about 40 bytes each; more save
     * bytes when a peer comes back after this many removals.
     */
    public LimitOptions setRemovalLimit(int removals) {
        removalLimit = (int) requireAtLeast("removalLimit", removals, 0);
        return this;
    }

    /** Returns the longest frame to send and to take; see {@link #setMaxFrameBytes}. */
    public int maxFrameBytes() {
        return maxFrameBytes;
    }

    /** Returns the longest message to take; see {@link #setMaxMessageBytes}. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /** Returns how many links others may have open to this node; see {@link #setMaxLinks}. */
    public int maxLinks() {
        return maxLinks;
    }

    /** Returns how many of those links may come from one IP address; see {@link #setMaxLinksPerAddress}. */
    public int maxLinksPerAddress() {
        return maxLinksPerAddress;
    }

    /** Returns how much may be written that the store does not have yet; see {@link #setMaxUnsavedBytes}. */
    public int maxUnsavedBytes() {
        return maxUnsavedBytes;
    }

    /** Returns how many removals are kept on record; see {@link #setRemovalLimit}. */
    public int removalLimit() {
        return removalLimit;
    }

    @Override
    public String toString() {
        return toJson().encode();
    }
}
