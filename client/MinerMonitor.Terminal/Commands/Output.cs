using System.Globalization;
using System.Text;

namespace MinerMonitor.Terminal.Commands;

/// <summary>Where commands write what they fetch.</summary>
internal static class Output
{
    /// <summary>Writes to a file, whole or not at all, or to standard output.</summary>
    public static async Task<int> WriteAsync(Session session, string? path, string title, Func<Stream, IProgress<long>?, Task> export)
    {
        if (path is null)
        {
            using var body = new MemoryStream();
            await export(body, null);
            await session.Surroundings.Out.WriteAsync(Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length));
            return ExitCodes.Ok;
        }

        var draft = path + ".part";
        long length;
        try
        {
            await using (var file = File.Create(draft))
            {
                length = await session.WithProgressAsync(title, null, async progress =>
                {
                    await export(file, progress);
                    return file.Length;
                });
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }

        session.Warn(string.Create(CultureInfo.InvariantCulture, $"Wrote {path}, {length} bytes."));
        return ExitCodes.Ok;
    }
}
