package io.millrace.frontdoor;

import io.millrace.frontdoor.wire.Codec;
import io.millrace.frontdoor.wire.Decoded;
import io.millrace.frontdoor.wire.MalformedBodyException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/** An operation with what the door needs to call it. */
record BoundOperation<I extends SdkPojo, O extends SdkPojo>(
        Operation<I, O> operation, Supplier<SdkPojo> builders, ApiModel.Signature signature, Constraints constraints) {
    private static final byte[] NOTHING = new byte[0];

    /** The body, parsed; nothing in it is judged yet. */
    Call<I, O> parse(Codec codec, byte[] body) throws MalformedBodyException {
        return new Call<>(this, codec, codec.decode(body, operation.inputType(), builders));
    }

    record Call<I extends SdkPojo, O extends SdkPojo>(BoundOperation<I, O> bound, Codec codec, Decoded<I> input) {
        /** Judges the input, first its types, then its constraints, and does what it asks. */
        Reply run() {
            I value = value();
            bound.constraints.check(bound.signature.input(), value);
            return switch (bound.operation) {
                case StreamingOperation<I, O> streaming -> new Reply.Events(streaming.open(value));
                case DirectOperation<I, O> direct -> direct.answer(value, this::encode);
                case Operation<I, O> plain -> DirectAnswer.of(encode(plain.handle(value)));
            };
        }

        /** Throws SerializationException if the body has a value of another type than the operation has there. */
        I value() {
            return switch (input) {
                case Decoded.Mismatch<I> mismatch -> throw CommonError.SERIALIZATION.because(mismatch.message());
                case Decoded.Value<I> read -> read.value();
            };
        }

        private byte[] encode(O output) {
            return bound.signature.answers() ? codec.encode(output) : NOTHING;
        }
    }
}
