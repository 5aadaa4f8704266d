package io.millrace.server.direct;

import com.linecorp.armeria.common.HttpData;
import io.millrace.model.SequenceNumber;
import io.millrace.server.stream.Shard;
import io.millrace.server.write.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a GetRecords request, in pieces of pooled memory, so that ten megabytes are neither made at a time nor
 * copied once more. One thread, one answer; who drops it unfinished must {@link #release} it.
 */
public final class GetRecordsAnswer {
    private static final byte[] RECORDS = CborText.text("Records");
    private static final byte[] NEXT_SHARD_ITERATOR = CborText.text("NextShardIterator");
    private static final byte[] MILLIS_BEHIND_LATEST = CborText.text("MillisBehindLatest");
    private static final byte[] SEQUENCE_NUMBER = CborText.text("SequenceNumber");
    private static final byte[] ARRIVAL = CborText.text("ApproximateArrivalTimestamp");
    private static final byte[] DATA = CborText.text("Data");
    private static final byte[] PARTITION_KEY = CborText.text("PartitionKey");

    private static final byte[] ENCRYPTION_TYPE = CborText.text("EncryptionType");
    private static final byte[] KMS = CborText.text("KMS");

    private static final byte[] CHILD_SHARDS = CborText.text("ChildShards");
    private static final byte[] SHARD_ID = CborText.text("ShardId");
    private static final byte[] PARENT_SHARDS = CborText.text("ParentShards");
    private static final byte[] HASH_KEY_RANGE = CborText.text("HashKeyRange");
    private static final byte[] STARTING_HASH_KEY = CborText.text("StartingHashKey");
    private static final byte[] ENDING_HASH_KEY = CborText.text("EndingHashKey");

    /** An answer with little in it should not hold much; one with a lot should not be many pieces. */
    private static final int FIRST_PIECE_BYTES = 8 << 10;

    private static final int PIECE_BYTES_MAX = 512 << 10;
    private static final int PIECE_GROWTH = 8;
    /** Of what stands around records, of what is next to a record's key and data, and of a child shard, at most. */
    private static final int FRAME_BYTES_MAX = 320;

    private final ByteBufAllocator memory;
    private final List<HttpData> pieces = new ArrayList<>();
    private final byte[] head;
    private final ByteBuffer headBuffer;
    private final int digitsAt;
    private final int arrivalAt;
    private ByteBuf piece;
    private ByteBuffer target;

    public GetRecordsAnswer(ByteBufAllocator memory) {
        this.memory = memory;
        piece = memory.directBuffer(FIRST_PIECE_BYTES);
        target = piece.nioBuffer(0, piece.capacity());
        target.put(CborText.MAP).put(RECORDS).put(CborText.LIST);
        head = new byte[FRAME_BYTES_MAX];
        headBuffer = ByteBuffer.wrap(head);
        headBuffer.put(CborText.MAP).put(SEQUENCE_NUMBER);
        CborText.putTextHead(headBuffer, SequenceNumber.DIGITS);
        digitsAt = headBuffer.position();
        headBuffer.position(digitsAt + SequenceNumber.DIGITS);
        headBuffer.put(ARRIVAL).put(CborText.EPOCH_TAG).put(CborText.LONG);
        arrivalAt = headBuffer.position();
        headBuffer.putLong(0).put(DATA);
        headBuffer.flip();
    }

    /** Adds a record; its bytes are copied. */
    public void add(SequenceNumber number, long arrivalMillis, Payload payload) {
        int keyBytes = payload.keyBytes();
        int dataBytes = payload.dataBytes();
        reserve(FRAME_BYTES_MAX + keyBytes + dataBytes);
        number.putDigits(head, digitsAt);
        headBuffer.putLong(arrivalAt, arrivalMillis);
        target.put(head, 0, headBuffer.limit());
        CborText.putBytesHead(target, dataBytes);
        copy(payload.source(), payload.dataPosition(), dataBytes);
        target.put(PARTITION_KEY);
        CborText.putTextHead(target, keyBytes);
        copy(payload.source(), payload.keyPosition(), keyBytes);
        if (payload.sealed()) {
            target.put(ENCRYPTION_TYPE).put(KMS);
        }
        target.put(CborText.BREAK);
    }

    /** The body; whoever takes it releases it. */
    public List<HttpData> finish(String nextShardIterator, long millisBehindLatest) {
        byte[] iterator = CborText.text(nextShardIterator);
        reserve(FRAME_BYTES_MAX + iterator.length);
        target.put(CborText.BREAK).put(NEXT_SHARD_ITERATOR).put(iterator);
        putBehind(millisBehindLatest);
        target.put(CborText.BREAK);
        end();
        return List.copyOf(pieces);
    }

    /** The body at the end of a shard that was closed; whoever takes it releases it. */
    public List<HttpData> finishShard(long millisBehindLatest, List<Shard> children) {
        reserve(FRAME_BYTES_MAX * (1 + children.size()));
        target.put(CborText.BREAK);
        putBehind(millisBehindLatest);
        target.put(CHILD_SHARDS).put(CborText.LIST);
        for (Shard child : children) {
            target.put(CborText.MAP).put(SHARD_ID).put(CborText.text(child.id().toString()));
            target.put(PARENT_SHARDS).put(CborText.LIST);
            child.parents().forEach(parent -> target.put(CborText.text(parent.toString())));
            target.put(CborText.BREAK).put(HASH_KEY_RANGE).put(CborText.MAP);
            target.put(STARTING_HASH_KEY)
                    .put(CborText.text(child.range().start().toString()));
            target.put(ENDING_HASH_KEY).put(CborText.text(child.range().end().toString()));
            target.put(CborText.BREAK).put(CborText.BREAK);
        }
        target.put(CborText.BREAK).put(CborText.BREAK);
        end();
        return List.copyOf(pieces);
    }

    private void putBehind(long millis) {
        target.put(MILLIS_BEHIND_LATEST);
        CborText.putUnsigned(target, millis);
    }

    /** Gives the memory of an answer back that nobody will see. */
    public void release() {
        pieces.forEach(HttpData::close);
        piece.release();
    }

    private void copy(ByteBuffer source, int position, int bytes) {
        target.put(target.position(), source, position, bytes);
        target.position(target.position() + bytes);
    }

    private void reserve(int bytes) {
        if (target.remaining() >= bytes) {
            return;
        }
        int grown = Math.min(PIECE_BYTES_MAX, piece.capacity() * PIECE_GROWTH);
        ByteBuf next = memory.directBuffer(Math.max(grown, bytes));
        end();
        piece = next;
        target = piece.nioBuffer(0, piece.capacity());
    }

    private void end() {
        piece.writerIndex(target.position());
        pieces.add(HttpData.wrap(piece));
    }
}
