namespace MinerMonitor.Silo.Feeds.CsvFolder;

/// <summary>Settings of the folder that files are dropped into.</summary>
internal sealed class CsvFolderOptions
{
    /// <summary>False switches the feed off.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The folder. Default: <c>inbox</c> in the data folder. Where several silos run, all of them have to see it under this path.</summary>
    public string Path { get; set; } = "";

    /// <summary>Longest time between two looks; most files are seen at once. Default: 30 seconds.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(30);
}
