<?php

return require __DIR__ . '/en.php';
