package io.millrace.frontdoor.policy;

/**
 * A user who has proven who it is.
 *
 * @param account of 12 digits
 */
public record Caller(String account, String user) {
    public String arn() {
        return "arn:aws:iam::%s:user/%s".formatted(account, user);
    }
}
