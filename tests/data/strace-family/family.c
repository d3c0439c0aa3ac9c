/* What the traces in this folder show: 7 forks, 3 processes in the same address space, 10 threads; one process of 4 threads dies of SIGABRT. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
static void mapun(void){ void*p=mmap(0,8192,PROT_READ|PROT_WRITE,MAP_PRIVATE|MAP_ANONYMOUS,-1,0); madvise(p,8192,MADV_DONTNEED); munmap(p,8192);}
static void *thr(void*a){ for(int i=0;i<3;i++) mapun(); return 0; }
static char stk[65536] __attribute__((aligned(16)));
static int shared(void*a){ mapun(); syscall(SYS_exit,4); return 0; }
static void *killer(void*a){ usleep(20000); raise(SIGABRT); return 0; }
static void *sleeper(void*a){ for(;;) pause(); }
int main(void){
  pthread_t t[3];
  /* 2 forks exit 1, 2 */
  for(int i=1;i<=2;i++){ pid_t p=fork(); if(!p){ mapun(); _exit(i);} waitpid(p,0,0);}
  /* 3 threads */
  for(int i=0;i<3;i++) pthread_create(&t[i],0,thr,0);
  for(int i=0;i<3;i++) pthread_join(t[i],0);
  /* failed vfork child exits 5 before return */
  if(vfork()==0) _exit(5);
  wait(0);
  /* clone VM process exit 4 */
  { pid_t p=clone(shared,stk+sizeof stk,CLONE_VM|SIGCHLD,0); waitpid(p,0,0);}
  /* posix_spawn true */
  { pid_t p; char*av[]={"true",0}; posix_spawn(&p,"/bin/true",0,0,av,environ); waitpid(p,0,0);}
  /* fork: threads, killed by SIGABRT as a group: 2 sleepers + killer + main = 4 tasks */
  { pid_t p=fork(); if(!p){ pthread_t x; pthread_create(&x,0,sleeper,0); pthread_create(&x,0,sleeper,0); pthread_create(&x,0,killer,0); pause(); } waitpid(p,0,0);}
  /* concurrency: 4 forks at once each makes a thread */
  for(int i=0;i<4;i++) if(!fork()){ pthread_t x; pthread_create(&x,0,thr,0); pthread_join(x,0); mapun(); _exit(10+i);}
  while(wait(0)>0);
  return 0;
}
