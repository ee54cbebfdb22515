<?php

echo '</main></html>';
