using Xunit;

// Each class has a cluster of its own; several at a time starve each other on two cores, and events of one were seen to come late or not at all.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
