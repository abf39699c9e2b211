// SPDX-License-Identifier: MIT
// Programs that act as oneself.

import { Programs } from '../../ui/programs/programs';

export const ProgramsPage = () => <Programs path="/api/user/tokens" back="/account" />;
