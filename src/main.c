/* SPDX-License-Identifier: MIT */
/* argv -> one subcommand -> exit code. */
#include <unistd.h>

#include "app/cli.h"
#include "worker/sandbox.h"

int main(int argc, char **argv)
{
    sandbox_keep_private();
    return cli_run(argc, argv, environ);
}
