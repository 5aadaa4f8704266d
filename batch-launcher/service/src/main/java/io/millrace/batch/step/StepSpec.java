package io.millrace.batch.step;

import java.util.List;
import java.util.Map;

/**
 * A step as its caller described it ({@code HadoopJarStep}).
 *
 * @param mainClass empty if the caller named none
 */
public record StepSpec(
        String name, String jar, String mainClass, List<String> arguments, Map<String, String> properties) {
    public StepSpec {
        arguments = List.copyOf(arguments);
        properties = Map.copyOf(properties);
    }
}
