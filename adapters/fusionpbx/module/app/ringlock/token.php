<?php

// Gives Ringlock's elements a token of the user who is logged in, and of nobody else.
require_once dirname(__DIR__, 2) . '/resources/require.php';
require_once 'resources/check_auth.php';
require_once __DIR__ . '/lib/load.php';

\Ringlock\FusionPBX\WidgetToken::send();
