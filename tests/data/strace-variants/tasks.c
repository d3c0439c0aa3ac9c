/* What the traces in this folder show: 3 forks that exit with 0, 1, 2; a vfork that execs; a fork that is killed; two threads, one of which execs. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void map_and_unmap(void)
{
    void *p = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    madvise(p, 8192, MADV_DONTNEED);
    munmap(p, 8192);
}

static void *execs(void *unused)
{
    usleep(8000);
    execl("/bin/true", "true", NULL);
    return unused;
}

static void *maps(void *unused)
{
    for (;;) {
        map_and_unmap();
        usleep(1000);
    }
    return unused;
}

int main(void)
{
    pthread_t one, two;
    pid_t killed;

    for (int i = 0; i < 3; i++)
        if (fork() == 0) {
            map_and_unmap();
            _exit(i);
        }
    if (vfork() == 0) {
        execl("/bin/true", "true", NULL);
        _exit(1);
    }
    killed = fork();
    if (killed == 0)
        for (;;)
            pause();
    usleep(1000);
    kill(killed, SIGKILL);
    while (wait(0) > 0)
        ;
    pthread_create(&one, 0, maps, 0);
    pthread_create(&two, 0, execs, 0);
    sleep(5);
    return 0;
}
