namespace CsePowerShell.Extension.Messages;

/// <summary>A message on the request queue is not what vCD sends. Whoever sent it gets an answer if there is a way to reach him.</summary>
internal sealed class MalformedMessageException(string why, string? messageId = null, int status = 400, Exception? inner = null)
    : Exception($"The message is not a forwarded request: {why}.", inner)
{
    /// <summary>The id the message had, when reading got that far.</summary>
    public string? MessageId { get; } = messageId;

    /// <summary>What the sender is told: 400, or 413 for one that is too large.</summary>
    public int Status { get; } = status;
}
