<?php

// framework admin/api/api.php is ajax.php at another address.
require dirname(__DIR__) . '/ajax.php';
