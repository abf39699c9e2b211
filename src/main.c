/* SPDX-License-Identifier: MIT */
/* argv -> one subcommand -> exit code. */
#include <unistd.h>

#include "app/cli.h"

int main(int argc, char **argv)
{
    return cli_run(argc, argv, environ);
}
