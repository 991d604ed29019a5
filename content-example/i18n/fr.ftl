in-the-guide = Dans le guide :
source-of-page = La source de cette page :
