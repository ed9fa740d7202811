namespace CsePowerShell.Simulator.Wire;

/// <summary>A request is refused; becomes an error document.</summary>
internal sealed class VcdException(int status, string minor, string message) : Exception(message)
{
    public int Status { get; } = status;
    public string Minor { get; } = minor;

    /// <summary>Seconds for a Retry-After header, or null.</summary>
    public int? RetryAfter { get; init; }
}

/// <summary>The refusals of vCD, in its own words where they are known.</summary>
internal static class Refuse
{
    public static VcdException BadRequest(string message) => new(400, "BAD_REQUEST", message);

    public static VcdException Busy(string name) => new(400, "BUSY_ENTITY", $"The entity {name} is busy completing an operation.");

    public static VcdException DuplicateName(string name) => new(400, "DUPLICATE_NAME", $"The VCD entity {name} already exists.");

    public static VcdException LimitExceeded(string message) => new(400, "OPERATION_LIMITS_EXCEEDED", message);

    /// <summary>Unknown and invisible are the same: 403 (PG GUID-D2B2E6D4).</summary>
    public static VcdException NoAccess(string what) => new(403, "ACCESS_TO_RESOURCE_IS_FORBIDDEN", $"No access to entity \"{what}\".");

    public static VcdException NoRight(string right) =>
        new(403, "ACCESS_TO_RESOURCE_IS_FORBIDDEN",
            $"Either you need some or all of the following rights [{right}] to perform operations [{right}] or the target entity is invalid.");

    public static VcdException NoSuchPath(string path) => new(404, "NOT_FOUND", $"The path {path} does not name a resource.");

    public static VcdException MethodNotAllowed(string method) =>
        new(405, "METHOD_NOT_ALLOWED", $"The method {method} is not supported on this resource.");

    public static VcdException NotAcceptable(string accept) =>
        new(406, "NOT_ACCEPTABLE", $"The requested media type or version in the Accept header ({accept}) is not available.");

    public static VcdException UnsupportedMediaType(string? given, string expected) =>
        new(415, "UNSUPPORTED_MEDIA_TYPE", $"The content type '{given}' is not supported here; expected is '{expected}'.");

    /// <summary>In the words of the schema validator of vCD.</summary>
    public static VcdException InvalidContent(string message) => BadRequest($"Bad request\n - Unexpected JAXB exception\n - {message}");
}
