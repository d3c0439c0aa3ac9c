// Bytes and processor time are counted for the whole process, so nothing else may run while something is measured.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
