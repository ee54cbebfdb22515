<?php

// As FusionPBX has it: always English, and 12 px.
echo "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>Double of FusionPBX</title>"
    . "<style>body { font: 12px sans-serif }</style><main>";
