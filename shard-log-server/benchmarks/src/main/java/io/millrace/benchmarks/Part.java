package io.millrace.benchmarks;

import java.io.IOException;

/** The parts of a run, in their order. */
enum Part {
    PUT,
    PUT_SDK,
    PUT_JSON,
    GET,
    GET_SDK,
    KAFKA,
    KINESALITE,
    PUT_ONE,
    PUT_TO_GET,
    SHARDS,
    IDLE,
    RESTART,
    COLD_READ;

    /** Measures and prints. */
    void run(Run run) throws IOException {
        switch (this) {
            case PUT -> PutFigures.put(run);
            case PUT_SDK -> PutFigures.putSdk(run);
            case PUT_JSON -> PutFigures.putJson(run);
            case GET -> GetFigures.get(run);
            case GET_SDK -> GetFigures.getSdk(run);
            case KAFKA -> KafkaFigures.measure(run);
            case KINESALITE -> KinesaliteFigures.measure(run);
            case PUT_ONE -> PutFigures.putOne(run);
            case PUT_TO_GET -> PutFigures.putToGet(run);
            case SHARDS -> ShardFigures.ratio(run);
            case IDLE -> ShardFigures.idle(run);
            case RESTART -> ShardFigures.restart(run);
            case COLD_READ -> GetFigures.coldRead(run);
        }
    }

    /** Prints the ratios of what was measured. */
    static void printRatios(Figures figures) {
        figures.printRatio("put_vs_kafka", "put", "kafka_put");
        figures.printRatio("put_vs_kafka_flush", "put", "kafka_put_flush");
        figures.printRatio("put_sdk_vs_kafka", "put_sdk", "kafka_put");
        figures.printRatio("get_vs_kafka", "get", "kafka_get");
        figures.printRatio("get_sdk_vs_kafka", "get_sdk", "kafka_get");
        figures.printRatio("put_vs_kinesalite", "put_json", "kinesalite_put");
        figures.printRatio("shards_10000_ratio", "put_shards_10000", "put_shards_4");
        figures.printRatio("cold_read_put_ratio", "put_beside_cold_read", "put_beside_nothing");
    }
}
