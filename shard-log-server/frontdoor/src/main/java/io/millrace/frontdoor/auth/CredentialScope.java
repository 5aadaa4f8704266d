package io.millrace.frontdoor.auth;

import java.util.List;

/** For which day, region and service a signature's key was derived. */
record CredentialScope(String accessKey, String day, String region, String service, String terminator) {
    private static final int PARTS = 5;
    private static final int DAY_LENGTH = "yyyyMMdd".length();
    private static final String TERMINATOR = "aws4_request";

    static CredentialScope parse(String credential) throws AuthenticationException {
        List<String> parts = List.of(credential.split("/", -1));
        if (parts.size() != PARTS) {
            throw Signature.incomplete(
                    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '%s'"
                            .formatted(credential));
        }
        return new CredentialScope(parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4));
    }

    /**
     * Throws if the signature was made for another day or place, naming everything about it that is elsewhere.
     *
     * @param date {@code yyyyMMdd'T'HHmmss'Z'}
     */
    void require(String date, String expectedRegion, String expectedService) throws AuthenticationException {
        StringBuilder wrong = new StringBuilder();
        if (!region.equals(expectedRegion)) {
            wrong.append("Credential should be scoped to a valid region, not '%s'. ".formatted(region));
        }
        if (!service.equals(expectedService)) {
            wrong.append("Credential should be scoped to correct service: '%s'. ".formatted(expectedService));
        }
        if (!terminator.equals(TERMINATOR)) {
            wrong.append("Credential should be scoped with a valid terminator: '%s', not '%s'. "
                    .formatted(TERMINATOR, terminator));
        }
        String signedDay = date.substring(0, DAY_LENGTH);
        if (!day.equals(signedDay)) {
            wrong.append(
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s', from '%s'. "
                            .formatted(day, signedDay, date));
        }
        if (!wrong.isEmpty()) {
            throw new AuthenticationException(Refusal.INVALID_SIGNATURE, wrong.toString());
        }
    }

    @Override
    public String toString() {
        return String.join("/", day, region, service, terminator);
    }
}
