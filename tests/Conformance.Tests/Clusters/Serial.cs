// One cluster at a time: on Orleans they share the processors, and some tests are about time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
