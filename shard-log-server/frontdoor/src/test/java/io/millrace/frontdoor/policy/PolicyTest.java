package io.millrace.frontdoor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
    private static final Caller ALICE = new Caller("000000000000", "alice");
    private static final String ORDERS = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

    private static final Map<String, List<String>> KEYS = Map.of(
            "aws:SourceIp", List.of("10.1.2.3"),
            "aws:username", List.of("alice"),
            "aws:CurrentTime", List.of("2026-11-23T10:00:00.123Z"),
            "aws:EpochTime", List.of("1795428000"),
            "aws:SecureTransport", List.of("true"),
            "aws:PrincipalArn", List.of(ALICE.arn()),
            "aws:TagKeys", List.of("owner", "stage"),
            "aws:RequestTag/owner", List.of("alice"));

    @ParameterizedTest
    @CsvSource({
        "kinesis:PutRecord, true",
        "kinesis:Put*, true",
        "KINESIS:putrecord, true",
        "kinesis:PutRecor?, true",
        "*, true",
        "kinesis:PutRecords, false",
        "kinesis:PutRecord?, false",
        "kinesis:*Get*, false"
    })
    void actionsAreComparedWithoutCase(String pattern, boolean allowed) {
        String resource = pattern.equals("*") ? "*" : ORDERS;

        assertThat(judge("""
                {"Effect": "Allow", "Action": "%s", "Resource": "%s"}""".formatted(pattern, resource))).isEqualTo(allowed ? Verdict.ALLOW : Verdict.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:kinesis:us-east-1:000000000000:stream/orders, true",
        "arn:aws:kinesis:*:*:stream/ord*, true",
        "arn:aws:kinesis:us-east-1:000000000000:stream/${aws:username}, false",
        "arn:aws:kinesis:us-east-1:000000000000:stream/Orders, false",
        "arn:aws:kinesis:us-east-1:000000000000:stream/orders/consumer/*, false"
    })
    void resourcesAreComparedLetterForLetter(String pattern, boolean allowed) {
        assertThat(judge("""
                {"Effect": "Allow", "Action": "kinesis:*", "Resource": ["%s"]}""".formatted(pattern))).isEqualTo(allowed ? Verdict.ALLOW : Verdict.NONE);
    }

    @Test
    void variablesAreOfTheRequest() {
        String policy = """
                {"Statement": {"Effect": "Allow", "Action": "kinesis:*",
                  "Resource": "arn:aws:kinesis:us-east-1:000000000000:stream/${aws:username}-*"}}""";

        assertThat(Policy.ofUser(policy).judge(request("arn:aws:kinesis:us-east-1:000000000000:stream/alice-1", KEYS)))
                .isEqualTo(Verdict.ALLOW);
        assertThat(Policy.ofUser(policy).judge(request("arn:aws:kinesis:us-east-1:000000000000:stream/bob-1", KEYS)))
                .isEqualTo(Verdict.NONE);
        assertThat(Policy.ofUser(policy)
                        .judge(request("arn:aws:kinesis:us-east-1:000000000000:stream/alice-1", Map.of())))
                .isEqualTo(Verdict.NONE);
    }

    @Test
    void aCallersValueBringsNoWildcard() {
        String byTag = """
                {"Statement": {"Effect": "Allow", "Action": "kinesis:*",
                  "Resource": "arn:aws:kinesis:us-east-1:000000000000:stream/${aws:RequestTag/team}-x"}}""";
        String byStar = """
                {"Statement": {"Effect": "Allow", "Action": "kinesis:*",
                  "Resource": "arn:aws:kinesis:us-east-1:000000000000:stream/${*}"}}""";
        Map<String, List<String>> keys = Map.of("aws:RequestTag/team", List.of("*"));

        assertThat(Policy.ofUser(byTag).judge(request("arn:aws:kinesis:us-east-1:000000000000:stream/a-x", keys)))
                .isEqualTo(Verdict.NONE);
        assertThat(Policy.ofUser(byTag).judge(request("arn:aws:kinesis:us-east-1:000000000000:stream/*-x", keys)))
                .isEqualTo(Verdict.ALLOW);
        assertThat(Policy.ofUser(byStar).judge(request(ORDERS, keys))).isEqualTo(Verdict.NONE);
    }

    @Test
    void anAccountIsDeniedAsAWhole() {
        String policy = """
                {"Statement": {"Effect": "Deny", "Principal": {"AWS": "000000000000"}, "Action": "kinesis:*",
                  "Resource": "%s"}}""".formatted(ORDERS);

        assertThat(Policy.ofResource(policy).judge(request(ORDERS, KEYS))).isEqualTo(Verdict.DENY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | not a JSON object",
                "[] | not a JSON object",
                "{} | Policies is missing or no object",
                "{'Policies': 'd', 'Users': {}} | Policies is missing or no object",
                "{'Policies': {}, 'Users': {'alice': {}}} | user alice: Policies is missing or no list",
                "{'Policies': {}, 'Users': {'alice': {'Policies': ['x']}}} | user alice: there is no policy x"
            })
    void aFileThatIsNotWholeIsRefused(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Users.parse(json.replace('\'', '"')))
                .withMessage(message);
    }

    @Test
    void aDenyHasTheLastWord() {
        String allow = "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";
        String deny = "{\"Effect\": \"Deny\", \"NotAction\": \"kinesis:Get*\", \"Resource\": \"*\"}";

        assertThat(judge(allow + "," + deny)).isEqualTo(Verdict.DENY);
        assertThat(judge(deny + "," + allow)).isEqualTo(Verdict.DENY);
    }

    @Test
    void allButSomeResources() {
        String statement = "{\"Effect\": \"Allow\", \"Action\": \"kinesis:*\", \"NotResource\": \"%s\"}";

        assertThat(judge(statement.formatted(ORDERS))).isEqualTo(Verdict.NONE);
        assertThat(judge(statement.formatted(ORDERS + "2"))).isEqualTo(Verdict.ALLOW);
    }

    @ParameterizedTest
    @CsvSource({
        "StringEquals, aws:username, alice, true",
        "StringEquals, aws:username, Alice, false",
        "StringEqualsIgnoreCase, AWS:USERNAME, Alice, true",
        "StringNotEquals, aws:username, bob, true",
        "StringNotEquals, aws:username, alice, false",
        "StringNotEquals, aws:ResourceTag/none, alice, true",
        "StringLike, aws:username, a*e, true",
        "StringNotLike, aws:username, a*e, false",
        "StringEquals, aws:RequestTag/owner, ${aws:username}, true",
        "StringEquals, aws:ResourceTag/none, alice, false",
        "StringEqualsIfExists, aws:ResourceTag/none, alice, true",
        "StringEqualsIfExists, aws:username, bob, false",
        "NumericLessThan, aws:EpochTime, 1795428001, true",
        "NumericGreaterThanEquals, aws:EpochTime, 1795428000, true",
        "NumericEquals, aws:EpochTime, 1795428000.0, true",
        "DateGreaterThan, aws:CurrentTime, 2026-11-23T09:00:00Z, true",
        "DateLessThan, aws:CurrentTime, 2026-11-23T09:00:00Z, false",
        "DateLessThanEquals, aws:EpochTime, 1795428000, true",
        "DateGreaterThan, aws:CurrentTime, 2026-11-22, true",
        "Bool, aws:SecureTransport, true, true",
        "Bool, aws:SecureTransport, false, false",
        "IpAddress, aws:SourceIp, 10.0.0.0/8, true",
        "IpAddress, aws:SourceIp, 10.1.2.3, true",
        "IpAddress, aws:SourceIp, 10.1.2.0/31, false",
        "IpAddress, aws:SourceIp, '::/0', false",
        "NotIpAddress, aws:SourceIp, 10.0.0.0/8, false",
        "NotIpAddress, aws:SourceIp, 192.168.0.0/16, true",
        "ArnLike, aws:PrincipalArn, arn:aws:iam::*:user/al*, true",
        "ArnEquals, aws:PrincipalArn, arn:aws:iam::000000000000:user/alice, true",
        "ArnNotLike, aws:PrincipalArn, arn:aws:iam::*:user/al*, false",
        "Null, aws:username, false, true",
        "Null, aws:ResourceTag/none, true, true",
        "Null, aws:username, true, false",
        "ForAllValues:StringEquals, aws:TagKeys, owner, false",
        "ForAllValues:StringLike, aws:TagKeys, *, true",
        "ForAllValues:StringEquals, aws:ResourceTag/none, x, true",
        "ForAnyValue:StringEquals, aws:TagKeys, stage, true",
        "ForAnyValue:StringEquals, aws:ResourceTag/none, x, false"
    })
    void conditionsAreMetAsDocumented(String operator, String key, String value, boolean met) {
        assertThat(judge("""
                {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"%s": {"%s": "%s"}}}""".formatted(operator, key, value))).isEqualTo(met ? Verdict.ALLOW : Verdict.NONE);
    }

    @Test
    void everyConditionMustBeMetByOneOfItsValues() {
        String statement = """
                {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                  "StringEquals": {"aws:username": ["bob", "alice"]},
                  "Bool": {"aws:SecureTransport": "%s"}}}""";

        assertThat(judge(statement.formatted("true"))).isEqualTo(Verdict.ALLOW);
        assertThat(judge(statement.formatted("false"))).isEqualTo(Verdict.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | not a JSON object",
                "{'Statement': {'Effect': 'Deny', 'Action': 'kinesis:*', 'Resource': 'arn:aws:kinesis:*:*:stream/${aws:usernam}'}} | unknown condition key: aws:usernam",
                "{ | not JSON, line 1: Unexpected end-of-input: expected close marker for Object (start marker at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])",
                "{'Statement': []} | a policy has a Statement",
                "{'Version': '2020-01-01', 'Statement': {}} | Version is none of a policy: 2020-01-01",
                "{'Statements': {}} | a policy has no member Statements",
                "{'Statement': {'Effect': 'allow', 'Action': '*', 'Resource': '*'}} | Effect is Allow or Deny, not \"allow\"",
                "{'Statement': {'Effect': 'Allow', 'Resource': '*'}} | a Statement has either Action or NotAction",
                "{'Statement': {'Effect': 'Allow', 'Action': 'PutRecord', 'Resource': '*'}} | Action is none: PutRecord",
                "{'Statement': {'Effect': 'Allow', 'Action': 'kinesis:*', 'Resource': 'orders'}} | Resource is neither * nor an ARN: orders",
                "{'Statement': {'Effect': 'Deny', 'Action': 'glue:*', 'Resource': 'arn:aws:glue:*'}} | Resource can be other than * in a Statement of kinesis and kms actions alone, not of [glue:*]",
                "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Principal': '*'}} | a Statement of a user's policy has no Principal",
                "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'StringIs': {'aws:username': 'a'}}}} | unknown condition operator: StringIs",
                "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'StringEquals': {'aws:name': 'a'}}}} | unknown condition key: aws:name",
                "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'IpAddress': {'aws:SourceIp': 'home'}}}} | IpAddress cannot be compared with home",
                "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'IpAddress': {'aws:SourceIp': '10.0.0.0/33'}}}} | IpAddress cannot be compared with 10.0.0.0/33"
            })
    void whatItDoesNotKnowIsRefused(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.ofUser(json.replaceAll("'(?!s )", "\"")))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "*, ALLOW",
        "000000000000, NONE",
        "arn:aws:iam::000000000000:root, NONE",
        "arn:aws:iam::000000000000:user/alice, ALLOW",
        "arn:aws:iam::000000000000:user/bob, NONE",
        "111111111111, NONE"
    })
    void aResourcesPolicyNamesPrincipals(String principal, Verdict verdict) {
        String policy = """
                {"Statement": {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kinesis:*", "Resource": "%s"}}""".formatted(principal, ORDERS);

        assertThat(Policy.ofResource(policy).judge(request(ORDERS, KEYS))).isEqualTo(verdict);
    }

    @Test
    void aPatternOfManyStarsTakesNoLongerThanItsLengths() {
        assertThat(Wildcards.matches("*a".repeat(500) + "b", "a".repeat(2_000))).isFalse();
    }

    private static Verdict judge(String statements) {
        return Policy.ofUser("{\"Version\": \"2012-10-17\", \"Statement\": [%s]}".formatted(statements))
                .judge(request(ORDERS, KEYS));
    }

    private static AccessRequest request(String resource, Map<String, List<String>> keys) {
        return new AccessRequest(ALICE, "kinesis:PutRecord", resource, keys);
    }
}
