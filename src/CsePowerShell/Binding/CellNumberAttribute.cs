using System.Globalization;
using System.Management.Automation;

namespace CsePowerShell.Binding;

/// <summary>
/// Takes a whole number from a row of a CSV file as people write it: an empty cell means "not given", anything else that is no number is an error.
/// Left alone, PowerShell turns an empty text into 0, and where a text is no number at all it drops the value without a word and takes the default.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class CellNumberAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell before it binds the value.</summary>
    /// <param name="engineIntrinsics">Not needed.</param>
    /// <param name="inputData">The value.</param>
    /// <returns>The number, or null for an empty text; what is no text is passed on.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is PSObject { BaseObject: string wrapped } ? Read(wrapped) : inputData is string text ? Read(text) : inputData;

    internal static object? Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new ArgumentTransformationMetadataException(
                $"'{text}' is no whole number. Correct the value, or leave it empty for the default.");
    }
}
