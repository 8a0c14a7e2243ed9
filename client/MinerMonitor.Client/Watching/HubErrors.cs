using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using MinerMonitor.Protocol;

namespace MinerMonitor.Client.Watching;

/// <summary>Reads <c>code: sentence</c> out of a hub error, which SignalR wraps in words of its own.</summary>
internal static class HubErrors
{
    private static readonly FrozenSet<string> s_codes = new[]
    {
        ErrorCodes.Unauthenticated, ErrorCodes.InvalidKey, ErrorCodes.Forbidden, ErrorCodes.UnknownFleet, ErrorCodes.UnknownMiner,
        ErrorCodes.UnknownSite, ErrorCodes.UnknownOperator, ErrorCodes.UnknownMarket, ErrorCodes.UnknownWorld, ErrorCodes.UnknownTopic,
        ErrorCodes.UnknownSeries, ErrorCodes.Malformed, ErrorCodes.OutOfRange, ErrorCodes.PartlyRefused, ErrorCodes.TooLarge,
        ErrorCodes.Algorithm, ErrorCodes.NoIdentity, ErrorCodes.NoReading, ErrorCodes.Future, ErrorCodes.StoreUnavailable,
        ErrorCodes.StoreFull, ErrorCodes.Overloaded, ErrorCodes.Conflict, ErrorCodes.Slow, ErrorCodes.ReadOnlyWorld,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Finds the first word that is a known code and stands before a colon; the sentence is what follows.</summary>
    public static bool TryParse(string message, [NotNullWhen(true)] out string? code, [NotNullWhen(true)] out string? sentence)
    {
        for (var colon = message.IndexOf(": ", StringComparison.Ordinal); colon >= 0; colon = message.IndexOf(": ", colon + 2, StringComparison.Ordinal))
        {
            var start = message.LastIndexOf(' ', Math.Max(colon - 1, 0)) + 1;
            var word = message[start..colon];
            if (s_codes.TryGetValue(word, out code))
            {
                sentence = message[(colon + 2)..];
                return true;
            }
        }

        code = null;
        sentence = null;
        return false;
    }
}
