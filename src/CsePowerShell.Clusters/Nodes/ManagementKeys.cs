using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>The actor's management key, and the way into nodes that do not know it.</summary>
internal static class ManagementKeys
{
    public static string PathOf(EngineOptions options) => options.SshKeyPath
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cse", "management-key");

    /// <summary>Loads the key; makes it on first use.</summary>
    /// <exception cref="ClusterException">VALIDATION_FAILED: the file is no usable key.</exception>
    public static ManagementKey Load(EngineOptions options)
    {
        try
        {
            return ManagementKey.LoadOrCreate(PathOf(options));
        }
        catch (ManagementKeyException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    /// <summary>Whether the key is the one a cluster was made with; said before a node is asked, because the node could not say which one it wants.</summary>
    /// <exception cref="ClusterException">FORBIDDEN naming both fingerprints.</exception>
    public static void EnsureFits(ManagementKey key, StoredSpec spec, string cluster)
    {
        if (spec.KeyFingerprint.Length == 0 || spec.KeyFingerprint == key.Fingerprint)
            return;
        throw new ClusterException(ErrorCodes.Forbidden,
            $"The cluster \"{cluster}\" was made with the management key {spec.KeyFingerprint}; the one in \"{key.Path}\" is {key.Fingerprint}, and its nodes do not accept it.",
            "Name the file of the right key with -SshKeyPath.")
        {
            Details = [new ErrorDetail { Name = "expected", Message = spec.KeyFingerprint }, new ErrorDetail { Name = "actual", Message = key.Fingerprint }],
        };
    }
}
