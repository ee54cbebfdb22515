<?php

// An application that is none of ours: what the module does must leave it alone.
$apps[$x]['name'] = 'Other';
$apps[$x]['permissions'][0]['name'] = 'other_view';
$apps[$x]['permissions'][0]['groups'] = ['superadmin'];
