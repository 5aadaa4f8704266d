package io.millrace.catalog;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;

/**
 * What a request to the Iceberg REST catalog does, in the words of policies for the Glue API: a table or a namespace is
 * got, updated (made, renamed and committed to) or deleted.
 */
final class IcebergActions {
    private IcebergActions() {}

    static String of(RequestHeaders headers) {
        HttpMethod method = headers.method();
        if (method == HttpMethod.GET || method == HttpMethod.HEAD) {
            return "GetTable";
        }
        return method == HttpMethod.DELETE ? "DeleteTable" : "UpdateTable";
    }
}
