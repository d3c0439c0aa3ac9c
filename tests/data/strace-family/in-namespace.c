/* Runs a program in a PID namespace of its own. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <unistd.h>
#include <sys/wait.h>
static char stk[65536] __attribute__((aligned(16)));
static int in(void*a){ char**v=a; execv(v[1],v+1); _exit(9);}
int main(int c,char**v){ int p=clone(in,stk+sizeof stk,CLONE_NEWPID|SIGCHLD,v); if(p<0) return 7; waitpid(p,0,0); return 0;}
